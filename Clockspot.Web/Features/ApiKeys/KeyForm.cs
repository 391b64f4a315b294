using Clockspot.Domain;
using Clockspot.Domain.Access;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.ApiKeys;

/// <summary>What stands in the form of a new key.</summary>
public sealed class KeyForm
{
    /// <summary>The form's own number, so that sending it twice makes one key.</summary>
    public string? Once { get; set; }

    /// <summary>What it is for.</summary>
    public string? Name { get; set; }

    /// <summary>"true" when it may only read.</summary>
    public string? ReadOnly { get; set; }

    /// <summary>The areas that are ticked.</summary>
    public List<string>? Areas { get; set; }

    /// <summary>The last day on which it works, as <c>2026-03-02</c>.</summary>
    public string? LastDay { get; set; }

    static Refusal NoDay() => Refusal.Field("lastDay", "invalid", "Enter a day, such as 2026-03-02, or leave it empty.");

    /// <summary>A form for another key: everything is ticked.</summary>
    internal static KeyForm For(Guid once) => new() { Once = once.ToString(), Areas = [.. Scopes.Offered.Select(area => area.ToString())] };

    internal bool Has(Area area) => Areas?.Contains(area.ToString()) == true;

    internal bool IsReadOnly => ReadOnly == "true";

    /// <summary>Something was narrowed: the part of the form that says so is open.</summary>
    internal bool IsNarrowed => IsReadOnly || !Scopes.Offered.All(Has) || !string.IsNullOrWhiteSpace(LastDay);

    /// <summary>What was chosen, read. All areas ticked means all, also those that come later.</summary>
    internal NewKey Read() => new()
    {
        Once = Once, Name = Name, ReadOnly = IsReadOnly, LastDay = Day(),
        Areas = Scopes.Offered.All(Has) ? null : [.. Scopes.Offered.Where(Has)],
    };

    LocalDate? Day() => Input.Clean(LastDay) is not { } typed ? null : LocalDatePattern.Iso.Parse(typed) is { Success: true, Value: var day } ? day : throw NoDay();
}
