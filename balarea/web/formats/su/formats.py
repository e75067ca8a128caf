"""Sundanese writes numbers and dates as Indonesian does (Common Locale Data Repository, `su` and `id`)."""

DATE_FORMAT = "j N Y"
DATETIME_FORMAT = "j N Y, G.i"
TIME_FORMAT = "G.i"
SHORT_DATE_FORMAT = "d-m-Y"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
