using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clockspot.Data.Migrations.Sqlite;

/// <summary>
/// Written by hand: entries that were closed before <c>WorkedMicroseconds</c> was kept get theirs. An instant is stored as text, such as
/// <c>2026-03-02 14:00:00.25</c>; seconds and fraction are read apart, since SQLite's own dates are doubles.
/// </summary>
[DbContext(typeof(SqliteClockspotDb))]
[Migration("20261122042455_FillWorked")]
sealed class FillWorked : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
        UPDATE "TimeEntries" SET "WorkedMicroseconds" = {Micro("\"End\"")} - {Micro("\"Start\"")} - COALESCE((
          SELECT SUM({Micro("b.\"End\"")} - {Micro("b.\"Start\"")}) FROM "Breaks" b
          WHERE b."AccountId" = "TimeEntries"."AccountId" AND b."EntryId" = "TimeEntries"."Id" AND b."Paid" = 0), 0)
        WHERE "End" IS NOT NULL
        """);

    static string Micro(string column) => $"(CAST(strftime('%s', {column}) AS INTEGER) * 1000000 + CAST(substr(substr({column}, 21) || '000000', 1, 6) AS INTEGER))";
}
