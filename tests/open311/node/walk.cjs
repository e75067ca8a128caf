// Walks through the server with the npm client, in JSON: arguments are discovery address and key; prints what was answered.
const Open311 = require("open311");

const [, , discovery, apiKey] = process.argv;
const client = new Open311({ discovery, apiKey, jurisdiction: "jabarprov.go.id" });
const call = (name, ...given) =>
  new Promise((resolve, reject) => {
    client[name](...given, (error, data) => (error ? reject(new Error(`${name}: ${error} ${data}`)) : resolve(data)));
  });

(async () => {
  await call("serviceDiscovery", { cache: true });
  const services = await call("serviceList");
  const definition = await call("serviceDefinition", "roads");
  const made = await call("submitRequest", {
    service_code: "roads", lat: -6.8915, long: 107.6107, description: "Jembatan gantung putus talinya",
    attributes: { kerusakan: "jembatan" },
  });
  const number = made[0].service_request_id;
  const one = await call("serviceRequest", number);
  const some = await call("serviceRequests", [number]);
  const listed = await call("serviceRequests", { status: "open" });
  process.stdout.write(JSON.stringify({ services, definition, made, one, some, listed }));
})().catch((error) => { console.error(error); process.exit(1); });
