using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Clockspot.Data;

/// <summary>
/// What each connection is told. WAL: readers never wait for the writer. synchronous=FULL: a commit that was answered survives a power
/// cut (https://www.sqlite.org/pragma.html#pragma_synchronous). busy_timeout: another process, such as a backup, is waited for.
/// </summary>
sealed class SqlitePragmas : DbConnectionInterceptor
{
    const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
