using System.Globalization;
using System.Text.Json;
using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Hosting;

/// <summary>
/// Copies of the database, made while it is in use, and the way back. A copy is one file of its own without a log beside it. The key ring is in none: with
/// both, whoever finds a copy could read what is encrypted in it.
/// </summary>
sealed class Backups(DataFolder data, Store store, IClock clock, CommandNotes notes)
{
    const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static Refusal Exists(string file) => new("file_exists", 409, "The file exists already", $"There is a file {file} already. Nothing is ever written over: choose another name.");
    static Refusal NoFolder(string folder) => new("no_folder", 409, "There is no such folder", $"There is no folder {folder} that can be written to. Make it first.");
    static Refusal NoFile(string file) => new("no_backup", 409, "There is no such file", $"There is no file {file} that can be read.");
    static Refusal NotOurs(string file) => new("not_a_backup", 409, "This is no database of Clockspot", $"{file} is no database of Clockspot. Nothing was changed.");
    static Refusal Damaged(string file, string why) => new("damaged_backup", 409, "The copy is damaged", $"{file} is damaged ({why}). Nothing was changed.");
    static Refusal Newer(string file) => new("newer_database", 409, "The copy is newer than the program", $"{file} was made by a newer version of Clockspot. Update the program first. Nothing was changed.");
    static Refusal Itself() => new("file_exists", 409, "The file exists already", "This is the database itself. Name a copy of it.");

    /// <summary>Copies the database to a new file and checks the copy. The copy is of one moment, at or after the call: what was answered before is in it.</summary>
    public async Task<string> Make(string name, CancellationToken stop)
    {
        var file = Path.GetFullPath(name);
        if (File.Exists(file) || Directory.Exists(file)) throw Exists(file);
        var unfinished = $"{file}.{Path.GetRandomFileName()}.unfinished";
        try
        {
            Claim(unfinished);
            await Copy(data.Database, unfinished, stop);
            await Check(unfinished, stop);
            Move(unfinished, file);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(data.Database, failure.Message);
        }
        finally
        {
            Remove(unfinished);
        }
        await notes.Writer.WriteLineAsync($"The key ring is not in the copy. It lies in {data.Keys}: copy it separately and keep it apart from the database.");
        await notes.Writer.WriteLineAsync("Without it, everybody signs in anew, links in mail die, and stored secrets of other services cannot be read; hours and API keys are safe.");
        return JsonSerializer.Serialize(new { file, bytes = new FileInfo(file).Length });
    }

    /// <summary>Puts a copy in the place of the database, whose file is kept under another name. Whoever calls holds the database alone.</summary>
    public async Task<string> Restore(string name, CancellationToken stop)
    {
        var file = Path.GetFullPath(name);
        if (!File.Exists(file)) throw NoFile(file);
        if (file == data.Database) throw Itself();
        var unfinished = data.Database + ".unfinished";
        Remove(unfinished);
        try
        {
            Claim(unfinished);
            await Read(file, unfinished, stop);
            await RequireOurs(file, unfinished, stop);
            await EndSessions(unfinished, stop);
            var kept = await SetAside(unfinished, stop);
            File.Move(unfinished, data.Database, overwrite: false);
            await Check(data.Database, stop);
            await notes.Writer.WriteLineAsync("Restored. The server brings the database up to date when it starts. Everybody signs in anew. The key ring was not touched.");
            return JsonSerializer.Serialize(new { database = data.Database, kept });
        }
        finally
        {
            Remove(unfinished);
        }
    }

    /// <summary>The online backup of SQLite (https://www.sqlite.org/backup.html), in one step: it reads one snapshot, so that constant writing neither delays nor restarts it.</summary>
    static async Task Copy(string from, string to, CancellationToken stop)
    {
        await using (var source = await Open(from, SqliteOpenMode.ReadWrite, stop))
        await using (var target = await Open(to, SqliteOpenMode.ReadWrite, stop)) source.BackupDatabase(target);
        await using var alone = await Open(to, SqliteOpenMode.ReadWrite, stop);
        await Ask(alone, "PRAGMA journal_mode=DELETE", stop);
    }

    static async Task Read(string from, string to, CancellationToken stop)
    {
        try
        {
            await Copy(from, to, stop);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_CORRUPT)
        {
            throw Damaged(from, failure.Message);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR)
        {
            throw NotOurs(from);
        }
        catch (SqliteException)
        {
            throw NoFile(from);
        }
    }

    async Task RequireOurs(string file, string copy, CancellationToken stop)
    {
        try
        {
            await using var db = await Open(copy, SqliteOpenMode.ReadWrite, stop);
            if ((await Ask(db, "SELECT count(*) FROM sqlite_master WHERE name IN ('__EFMigrationsHistory', 'Accounts')", stop)) is not [["2"]]) throw NotOurs(file);
            var applied = (await Ask(db, "SELECT MigrationId FROM __EFMigrationsHistory", stop)).Select(row => row[0]).ToList();
            await using var ours = await store.OpenSystem("which migrations there are", stop);
            if (applied.Count == 0) throw NotOurs(file);
            if (applied.Except(ours.Database.GetMigrations(), StringComparer.Ordinal).Any()) throw Newer(file);
            await Check(copy, stop);
        }
        catch (SqliteException failure)
        {
            throw Damaged(file, failure.Message);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(file, failure.Message);
        }
    }

    /// <summary>Whoever has signed out since the copy was made stays out: everybody signs in anew.</summary>
    static async Task EndSessions(string copy, CancellationToken stop)
    {
        await using var db = await Open(copy, SqliteOpenMode.ReadWrite, stop);
        if (await Ask(db, "SELECT 1 FROM sqlite_master WHERE name = 'Sessions'", stop) is [_]) await Ask(db, "DELETE FROM Sessions", stop);
    }

    /// <summary>Moves what is there out of the way, with its log when it is too damaged to take that in, and gives the new file its permissions. Null when there is nothing.</summary>
    async Task<string?> SetAside(string next, CancellationToken stop)
    {
        if (!File.Exists(data.Database)) return null;
        try
        {
            // Takes the log into the file; refused by SQLite itself as long as anybody has the database open.
            await using var old = await Open(data.Database, SqliteOpenMode.ReadWrite, stop);
            await Ask(old, "PRAGMA journal_mode=DELETE", stop);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            throw InUse.Running();
        }
        catch (SqliteException)
        {
            // It is damaged, which may be why somebody restores: it is kept as it is.
        }
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(next, File.GetUnixFileMode(data.Database));
        var kept = $"{data.Database}.before-restore-{clock.GetCurrentInstant().ToDateTimeUtc().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        for (var (first, number) = (kept, 2); File.Exists(kept); number++) kept = $"{first}-{number}";
        foreach (var part in new[] { "", "-wal", "-shm" })
            if (File.Exists(data.Database + part)) File.Move(data.Database + part, kept + part);
        return kept;
    }

    /// <summary>Throws when SQLite finds anything wrong with it.</summary>
    static async Task Check(string file, CancellationToken stop)
    {
        await using var db = await Open(file, SqliteOpenMode.ReadWrite, stop);
        if (await Ask(db, "PRAGMA integrity_check", stop) is not [["ok"]] and var found) throw new InvalidDataException(found.Count > 0 ? found[0][0] : "integrity_check answers nothing");
    }

    static async Task<SqliteConnection> Open(string file, SqliteOpenMode mode, CancellationToken stop)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            await connection.OpenAsync(stop);
            await Ask(connection, "PRAGMA busy_timeout=10000; PRAGMA secure_delete=ON", stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    static async Task<List<string[]>> Ask(SqliteConnection db, string sql, CancellationToken stop)
    {
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // Every text stands above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(stop);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(stop)) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? "")]);
        return rows;
    }

    /// <summary>Makes an empty file that its owner alone may read, before anything is written into it.</summary>
    static void Claim(string file)
    {
        try
        {
            var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnersAlone;
            new FileStream(file, how).Dispose();
        }
        catch (Exception refused) when (refused is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw NoFolder(Path.GetDirectoryName(file)!);
        }
    }

    static void Move(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
        }
        catch (IOException) when (File.Exists(to))
        {
            throw Exists(to);
        }
    }

    static void Remove(string unfinished)
    {
        foreach (var part in new[] { "", "-wal", "-shm", "-journal" })
            if (File.Exists(unfinished + part)) File.Delete(unfinished + part);
    }
}
