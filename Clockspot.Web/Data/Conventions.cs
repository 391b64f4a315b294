using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;

namespace Clockspot.Data;

/// <summary>A row that belongs to one account. The filter "Account" hides it from others; the write guard keeps others from writing it.</summary>
public interface IAccountOwned
{
    /// <summary>The account.</summary>
    Guid AccountId { get; }
}

/// <summary>A row that people edit: it counts up at every change, and a stale one is refused.</summary>
public interface IVersioned
{
    /// <summary>Counts up from 1.</summary>
    int Version { get; }

    /// <summary>When it was last changed.</summary>
    Instant ModifiedAt { get; }
}

/// <summary>How types are stored, the same on every database.</summary>
static class Conventions
{
    /// <summary>The name of the filter that keeps accounts apart.</summary>
    public const string AccountFilter = "Account";

    public static void Apply(ModelConfigurationBuilder types)
    {
        types.Properties<Instant>().HaveConversion<InstantConverter>();
        types.Properties<LocalDate>().HaveConversion<LocalDateConverter>();
        types.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    /// <summary>UTC, cut to microseconds: what SQLite and PostgreSQL both keep, so that cursors and comparisons agree.</summary>
    public static Instant Cut(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / 10 * 10);

    sealed class InstantConverter() : ValueConverter<Instant, DateTime>(
        at => Cut(at).ToDateTimeUtc(),
        at => Instant.FromDateTimeUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc)));

    sealed class LocalDateConverter() : ValueConverter<LocalDate, DateOnly>(
        day => day.ToDateOnly(),
        day => LocalDate.FromDateOnly(day));
}
