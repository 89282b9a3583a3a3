"""Environment (智能环保): air, surface water, pollution sources. Read manifest.py first."""
