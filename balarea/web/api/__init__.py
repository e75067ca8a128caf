"""The API: what the pages show and do, as JSON for other systems (docs/api.md). Changes only add; what is there stays."""

from balarea.web.api import cases, numbers, problems, register
from balarea.web.api.description import DescribedAPI

api = DescribedAPI(
    title="Balarea", version="1", urls_namespace="api", docs_url=None,
    description="Aduan warga, unggahan publik, statistik, dan program. Semua teks disamarkan; tidak ada nama penulis.",
)  # fmt: skip
for each in (cases.router, numbers.router, register.router):
    api.add_router("", each)
problems.install(api)
