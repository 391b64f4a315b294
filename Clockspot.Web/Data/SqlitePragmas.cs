using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Clockspot.Data;

/// <summary>
/// What each connection is told. WAL: readers never wait for the writer. synchronous=FULL: a commit that was answered survives a power
/// cut (https://www.sqlite.org/pragma.html#pragma_synchronous). busy_timeout: another process, such as a backup, is waited for.
/// secure_delete: what is erased is overwritten with zeros and not left in free pages
/// (https://www.sqlite.org/pragma.html#pragma_secure_delete).
/// A connection keeps it while it lies in the pool, so that it is told once and not at each opening. SQLite's own upper() knows ASCII alone
/// (https://www.sqlite.org/lang_corefunc.html#upper), and people are called Jürgen: this one takes its place at each opening.
/// </summary>
sealed class SqlitePragmas : DbConnectionInterceptor
{
    const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000; PRAGMA secure_delete=ON;";

    readonly ConditionalWeakTable<sqlite3, SqlitePragmas> told = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        Uppercase(connection);
        if (Knows(connection)) return;
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        Learns(connection);
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Uppercase(connection);
        if (Knows(connection)) return;
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
        Learns(connection);
    }

    static void Uppercase(DbConnection connection) => ((SqliteConnection)connection).CreateFunction("upper", (string? text) => text?.ToUpperInvariant(), isDeterministic: true);

    bool Knows(DbConnection connection) => told.TryGetValue(HandleOf(connection), out _);

    void Learns(DbConnection connection) => told.AddOrUpdate(HandleOf(connection), this);

    static sqlite3 HandleOf(DbConnection connection) => ((SqliteConnection)connection).Handle!;
}
