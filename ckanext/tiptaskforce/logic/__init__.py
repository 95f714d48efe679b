"""What happens, who may, and what is accepted: one module per noun in each folder."""
