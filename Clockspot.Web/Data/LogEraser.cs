using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Clockspot.Data;

/// <summary>
/// Takes what was erased out of the write-ahead log. The log holds pages as they were before, and the database's file has the new ones
/// only once the log is written back; so after an
/// erasure the log is written back and cut to nothing (<c>wal_checkpoint(TRUNCATE)</c>,
/// https://www.sqlite.org/pragma.html#pragma_wal_checkpoint). That does not work while somebody reads
/// from the log: then it is tried again, and neither whoever erased nor anybody who writes waits for it.
/// </summary>
/// <param name="database">The connection string.</param>
/// <param name="gate">Passed like every writer of this process.</param>
/// <param name="log">Where failures are told.</param>
public sealed class LogEraser(string database, WriteGate gate, ILogger<LogEraser> log) : BackgroundService
{
    /// <summary>How long writers wait at most for readers that are in the way, each time.</summary>
    const int PatienceMilliseconds = 50;

    static readonly TimeSpan rest = TimeSpan.FromSeconds(1), again = TimeSpan.FromSeconds(2);

    readonly Channel<bool> asked = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    // Its own connection: those of the pool wait long for others.
    readonly string connection = new SqliteConnectionStringBuilder(database) { Pooling = false, DefaultTimeout = 1 }.ToString();

    /// <summary>Something was erased and committed.</summary>
    public void Ask() => asked.Writer.TryWrite(true);

    /// <summary>Tries once. False when somebody was in the way.</summary>
    internal async Task<bool> Cut(CancellationToken stop)
    {
        await using var db = new SqliteConnection(connection);
        await db.OpenAsync(stop);
        // Most of it is written back while others write; what is left is quick.
        await Checkpoint(db, "PASSIVE", stop);
        using var turn = await gate.Enter("erasing", stop);
        return await Checkpoint(db, "TRUNCATE", stop);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // A program that was killed between erasing and this left it undone.
            Ask();
            while (await asked.Reader.WaitToReadAsync(stoppingToken))
            {
                asked.Reader.TryRead(out _);
                while (!await Guarded(stoppingToken)) await Task.Delay(again, stoppingToken);
                await Task.Delay(rest, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    async Task<bool> Guarded(CancellationToken stop)
    {
        try
        {
            return await Cut(stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogWarning(failure, "The write-ahead log was not cut after an erasure; it is tried again");
            return false;
        }
    }

    /// <summary>True when nobody was in the way.</summary>
    static async Task<bool> Checkpoint(SqliteConnection db, string mode, CancellationToken stop)
    {
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // Both words stand above.
        command.CommandText = $"PRAGMA busy_timeout={PatienceMilliseconds}; PRAGMA wal_checkpoint({mode})";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(stop);
        do
            if (await reader.ReadAsync(stop) && reader.FieldCount == 3) return reader.GetInt64(0) == 0;
        while (await reader.NextResultAsync(stop));
        return false;
    }
}
