"""Answers kept under an Idempotency-Key stand in identity alone. Those kept here are dropped: their digests are of another
making, and a machine sends again within minutes, not across an upgrade.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('evaluate', '0004_longer_receipt_key'),
    ]

    operations = [
        migrations.DeleteModel(
            name='Receipt',
        ),
    ]
