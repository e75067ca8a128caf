"""E-mail: read by IMAP, answered by SMTP. Each letter is private between its writer and the agency."""
