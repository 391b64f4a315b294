namespace Clockspot.Hosting;

/// <summary>One word that a command takes.</summary>
/// <param name="Name">An option such as <c>--email</c>, followed by its value; or, without hyphens, the name of a value that stands alone, such as <c>FILE</c>.</param>
/// <param name="Required">It must be given.</param>
sealed record CommandWord(string Name, bool Required = true)
{
    /// <summary>True for an option.</summary>
    public bool IsOption => Name.StartsWith("--", StringComparison.Ordinal);

    /// <summary>As the usage shows it.</summary>
    public override string ToString() => (IsOption, Required) switch { (true, true) => $"{Name} VALUE", (true, false) => $"[{Name} VALUE]", (_, true) => Name, _ => $"[{Name}]" };
}

/// <summary>What was given to a command, word by word.</summary>
sealed class GivenWords(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The value of a word that must be given.</summary>
    public string this[string name] => values[name];

    /// <summary>The value of a word that may be left out, or null.</summary>
    public string? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>A whole number, or -1 for anything else, which every command refuses in its own words.</summary>
    public int Number(string name) => int.TryParse(values[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>Reads what follows the command's name; null when a word is missing, unknown, there twice, or has no value.</summary>
    public static GivenWords? Read(IReadOnlyList<CommandWord> words, IEnumerable<string> given)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new Queue<string>(given);
        while (rest.TryDequeue(out var one))
        {
            var isOption = one.StartsWith("--", StringComparison.Ordinal);
            var word = isOption ? words.FirstOrDefault(word => word.Name == one) : words.FirstOrDefault(word => !word.IsOption && !values.ContainsKey(word.Name));
            var value = isOption ? rest.TryDequeue(out var next) ? next : null : one;
            if (word is null || value is null || !values.TryAdd(word.Name, value)) return null;
        }
        return words.All(word => !word.Required || values.ContainsKey(word.Name)) ? new GivenWords(values) : null;
    }
}
