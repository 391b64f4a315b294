namespace Clockspot.Features.Clockify;

/// <summary>An employee or job of ours.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Email">An employee's address, or null.</param>
public sealed record OurItem(Guid Id, string Name, string? Email);

/// <summary>By what two were found to be the same.</summary>
public enum ClockifyMatch
{
    /// <summary>The address.</summary>
    Address,
    /// <summary>The name, which nobody else has on either side.</summary>
    Name,
}

/// <summary>One of theirs, and ours that is the same.</summary>
/// <param name="Theirs">In Clockify.</param>
/// <param name="Ours">Here; null when there is none.</param>
/// <param name="By">By what; null when there is none.</param>
public sealed record ClockifyPair(ClockifyItem Theirs, OurItem? Ours, ClockifyMatch? By);

/// <summary>
/// Says who is the same here and in Clockify. An address decides; a name only when it is the name of one on each side, for two people of one name must not be
/// taken for each other. Each of ours is given once.
/// </summary>
static class ClockifyMatching
{
    public static ClockifyBeside Beside(ClockifyReading theirs, IReadOnlyList<OurItem> ours)
    {
        var byAddress = Alone(ours, item => item.Email);
        var found = new Dictionary<string, ClockifyPair>(StringComparer.Ordinal);
        foreach (var item in Alone(theirs.Rows, item => item.Email))
            if (byAddress.GetValueOrDefault(item.Key) is { } same) found[item.Value.Id] = new ClockifyPair(item.Value, same, ClockifyMatch.Address);
        var taken = found.Values.Select(pair => pair.Ours!.Id).ToHashSet();
        var byName = Alone(ours.Where(item => !taken.Contains(item.Id)), item => item.Name);
        foreach (var item in Alone(theirs.Rows.Where(item => !found.ContainsKey(item.Id)), item => item.Name))
            if (byName.GetValueOrDefault(item.Key) is { } same) found[item.Value.Id] = new ClockifyPair(item.Value, same, ClockifyMatch.Name);
        taken = [.. found.Values.Select(pair => pair.Ours!.Id)];
        return new ClockifyBeside([.. theirs.Rows.Select(item => found.GetValueOrDefault(item.Id) ?? new ClockifyPair(item, null, null))], [.. ours.Where(item => !taken.Contains(item.Id))], theirs.ReadAt);
    }

    /// <summary>Those whose word nobody else has; capitals and spaces at the ends or doubled do not count.</summary>
    static Dictionary<string, T> Alone<T>(IEnumerable<T> items, Func<T, string?> word) => items
        .Select(item => (Word: Plain(word(item)), Item: item)).Where(one => one.Word.Length > 0)
        .GroupBy(one => one.Word, StringComparer.Ordinal).Where(group => group.Count() == 1).ToDictionary(group => group.Key, group => group.Single().Item, StringComparer.Ordinal);

    static string Plain(string? text) => string.Join(' ', (text ?? "").Normalize().ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
