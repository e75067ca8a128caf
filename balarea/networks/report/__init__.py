"""Reports that citizens and other systems hand to us directly: no social network, so nothing is fetched and nothing sent.

Values only. An answer to a report stands on the case's public page, from where other systems read it."""

from balarea.networks.report.values import NETWORK, Report, post

__all__ = ["NETWORK", "Report", "post"]
