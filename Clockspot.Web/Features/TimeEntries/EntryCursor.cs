using System.Globalization;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>A place in the list of entries: no row is skipped or shown twice while others are written.</summary>
sealed record EntryCursor(Instant Start, Guid Id)
{
    public static EntryCursor Of(TimeEntry entry) => new(entry.Start, entry.Id);

    /// <summary>What a text says, or null when it is no cursor.</summary>
    public static EntryCursor? Read(string? text)
    {
        if (text?.Split('.') is not [var at, var id] || !Guid.TryParseExact(id, "N", out var entry)) return null;
        if (!long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)) return null;
        var (least, most) = (Instant.FromUtc(1, 1, 2, 0, 0).ToUnixTimeTicks(), Instant.FromUtc(9999, 12, 30, 0, 0).ToUnixTimeTicks());
        return ticks < least || ticks > most ? null : new EntryCursor(Instant.FromUnixTimeTicks(ticks), entry);
    }

    public static IQueryable<TimeEntry> Older(IQueryable<TimeEntry> entries, EntryCursor than)
    {
        var (start, id) = (than.Start, than.Id);
        return entries.Where(row => row.Start <= start && (row.Start < start || row.Id.CompareTo(id) < 0));
    }

    public static IQueryable<TimeEntry> Newer(IQueryable<TimeEntry> entries, EntryCursor than)
    {
        var (start, id) = (than.Start, than.Id);
        return entries.Where(row => row.Start >= start && (row.Start > start || row.Id.CompareTo(id) > 0));
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start.ToUnixTimeTicks()}.{Id:N}");
}
