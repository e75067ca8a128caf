// The Bluesky reference server and its directory on loopback, until standard input closes.
const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { Database, PlcServer } = require("@did-plc/server");
const { PDS, envToCfg, envToSecrets, readEnv } = require("@atproto/pds");

const free = () => new Promise((resolve) => {
  const probe = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "balarea-pds-"));
  const plcPort = await free();
  const port = await free();
  const plc = PlcServer.create({ db: Database.mock(), port: plcPort });
  await plc.start();
  Object.assign(process.env, {
    PDS_PORT: String(port), PDS_HOSTNAME: "localhost", PDS_DEV_MODE: "true", PDS_DATA_DIRECTORY: folder,
    PDS_BLOBSTORE_DISK_LOCATION: path.join(folder, "blobs"), PDS_DID_PLC_URL: `http://localhost:${plcPort}`,
    PDS_SERVICE_HANDLE_DOMAINS: ".test", PDS_INVITE_REQUIRED: "false", PDS_RATE_LIMITS_ENABLED: "false",
    PDS_DISABLE_SSRF_PROTECTION: "true", PDS_JWT_SECRET: "only-for-tests", PDS_ADMIN_PASSWORD: "only-for-tests",
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: "1".repeat(64), LOG_ENABLED: "false",
  });
  const env = readEnv();
  const pds = await PDS.create(envToCfg(env), envToSecrets(env));
  await pds.start();
  process.stdout.write(JSON.stringify({ server: `http://localhost:${port}` }) + "\n");
  const stop = async () => {
    await pds.destroy().catch(() => {});
    await plc.destroy().catch(() => {});
    fs.rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  process.stdin.on("end", stop).on("close", stop).resume();
  process.on("SIGTERM", stop);
})().catch((error) => { console.error(error); process.exit(1); });
