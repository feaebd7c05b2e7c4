"""A second opinion: sentences put to a model behind an endpoint that the user names. Off unless asked for."""
