"""The pages of the evaluation: ranking, map, city, evidence, indicators."""
