"""The mock in front of a real server: passing on, inspecting, counting, recording."""
