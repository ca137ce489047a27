#!/usr/bin/env python3
"""A standard in a data warehouse: a partitioned Parquet data set, scored and ranked by Spark.

    python3 ranking.py [PROGRAM] [FOLDER]

Makes a Parquet data set of the institutions of examples/chongqing-2025, in FOLDER, a partition for every district; has `shifan sql` write
the standard as a statement over its columns; has Spark run it, and prints the ranking. Needs the package pyspark and Java.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

STANDARD = "chongqing-institution"
TABLE = Path(__file__).resolve().parent.parent / "chongqing-2025" / "institutions.csv"
DISTRICT = "所属区县"


def run(spark, program, folder):
    """Makes the data set, and returns the rows of the result."""
    applicants = spark.read.options(header=True, quote='"', escape='"', multiLine=True).csv(str(TABLE))
    applicants.write.mode("overwrite").partitionBy(DISTRICT).parquet(str(folder))
    # The columns have the headers of the submitted table; the program recognises them as `score` does.
    command = [program, "-q", "sql", STANDARD, "--dialect", "spark", "--table", f"parquet.`{folder}`", "--columns", str(TABLE)]
    statement = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    return [row.asDict() for row in spark.sql(statement).collect()]


def main():
    from pyspark.sql import SparkSession

    program = sys.argv[1] if len(sys.argv) > 1 else "shifan"
    spark = SparkSession.builder.master("local[*]").appName("ranking").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        for row in run(spark, program, Path(sys.argv[2] if len(sys.argv) > 2 else folder) / "institutions"):
            print(row["rank"] or "–", row["id"], row["name"], row["district"], row["points"], row["points_share"], row["reasons"], sep="\t")
    spark.stop()


if __name__ == "__main__":
    main()
