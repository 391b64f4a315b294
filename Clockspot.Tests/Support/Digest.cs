using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Clockspot.Tests.Support;

/// <summary>
/// Everything that a database holds, table by table, to compare before and after: nothing is left out, so that "nothing is written" means it.
/// </summary>
sealed class Digest
{
    readonly SortedDictionary<string, IReadOnlyList<string>> tables = new(StringComparer.Ordinal);

    /// <summary>Reads the file beside the running program, as another process would.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="account">Only this account's rows, when somebody may rightly write elsewhere.</param>
    public static Digest Of(string folder, Guid? account = null)
    {
        var digest = new Digest();
        using var file = new SqliteConnection($"Data Source={Path.Combine(folder, "clockspot.db")};Mode=ReadOnly;Pooling=False");
        file.Open();
        var names = Rows(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        foreach (var name in names)
        {
            var table = name.TrimEnd('|');
            var owned = account is not null && Rows(file, $"SELECT name FROM pragma_table_info('{table}') WHERE name = 'AccountId'").Count > 0;
            var where = owned ? $" WHERE AccountId = '{account.ToString()!.ToUpperInvariant()}'" : account is not null && table == "Accounts" ? $" WHERE Id = '{account.ToString()!.ToUpperInvariant()}'" : "";
            // Other tables are of people and mail: whoever writes rightly in another account may leave a letter there.
            if (account is not null && where.Length == 0) continue;
            digest.tables[table] = Rows(file, $"SELECT * FROM \"{table}\"{where} ORDER BY rowid");
        }
        return digest;
    }

    /// <summary>The rows in which any of the words stands, in whatever case.</summary>
    public IEnumerable<string> Holding(IReadOnlyCollection<string> words) =>
        from table in tables
        from row in table.Value
        where words.Any(word => row.Contains(word, StringComparison.OrdinalIgnoreCase))
        select $"{table.Key}: {row}";

    /// <summary>How many rows a table has.</summary>
    public int Count(string table) => tables[table].Count;

    /// <summary>The rows that one has and the other has not.</summary>
    public IEnumerable<string> ChangesTo(Digest after) =>
        from table in tables.Keys.Union(after.tables.Keys, StringComparer.Ordinal)
        let before = tables.GetValueOrDefault(table) ?? []
        let now = after.tables.GetValueOrDefault(table) ?? []
        from change in now.Except(before, StringComparer.Ordinal).Select(row => $"{table}: + {row}").Concat(before.Except(now, StringComparer.Ordinal).Select(row => $"{table}: - {row}"))
        select change;

    static List<string> Rows(SqliteConnection file, string sql)
    {
        using var command = file.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            var row = new StringBuilder();
            for (var column = 0; column < reader.FieldCount; column++)
                row.Append(reader.IsDBNull(column) ? "∅" : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)).Append('|');
            rows.Add(row.ToString());
        }
        return rows;
    }
}
