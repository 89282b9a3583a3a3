from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0006_idempotent_calls'),
    ]

    operations = [
        migrations.AlterField(
            model_name='idempotentcall',
            name='key',
            field=models.CharField(max_length=120),
        ),
    ]
