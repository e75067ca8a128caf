"""How what citizens write becomes a case: posts, chats, forms, webhooks, and what authors change later."""
