using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Accounts;

/// <summary>One company's workspace.</summary>
public sealed class Account : IVersioned
{
    Account() => (Slug, Name, TimeZone, Currency) = ("", "", "", "");

    /// <summary>A new workspace.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="slug">Its name in addresses; never changes.</param>
    /// <param name="name">The company's name.</param>
    /// <param name="timeZone">The TZDB id of the zone in which days and weeks are cut.</param>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="now">When it was opened.</param>
    public Account(Guid id, string slug, string name, string timeZone, string currency, Instant now)
    {
        (Id, Slug, Name, TimeZone, Currency) = (id, slug, name, timeZone, currency);
        CreatedAt = now;
    }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The workspace in addresses: <c>/w/{slug}</c>. Unique, lower case, never changes.</summary>
    public string Slug { get; private set; }

    /// <summary>The company's name.</summary>
    public string Name { get; private set; }

    /// <summary>TZDB id.</summary>
    public string TimeZone { get; private set; }

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; private set; }

    /// <summary>The day on which a week begins.</summary>
    public IsoDayOfWeek WeekStart { get; private set; } = IsoDayOfWeek.Monday;

    /// <summary>Times as 14:30 instead of 2:30 pm.</summary>
    public bool Hour24 { get; private set; }

    /// <summary>To which day a shift over midnight belongs.</summary>
    public DayAttribution DayAttribution { get; private set; } = DayAttribution.StartDay;

    /// <summary>The smallest role that may connect assistants and other clients by OAuth.</summary>
    public Role Connecting { get; private set; } = Role.Owner;

    /// <summary>Whoever belongs to the workspace must sign in in two steps before anything of it opens.</summary>
    public bool RequiresTwoStep { get; private set; }

    /// <summary>When a demo workspace is removed; null for a real one.</summary>
    public Instant? DemoUntil { get; private set; }

    /// <summary>When its Owner closed it; null while it is open. A closed workspace lets nobody in.</summary>
    public Instant? ClosedAt { get; private set; }

    /// <summary>When it was opened.</summary>
    public Instant CreatedAt { get; private set; }

    /// <inheritdoc />
    public Instant ModifiedAt { get; private set; }

    /// <inheritdoc />
    public int Version { get; private set; }

    /// <summary>The zone in which days are cut.</summary>
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];

    /// <summary>Changes the company's settings.</summary>
    public void Change(string name, string timeZone, string currency, IsoDayOfWeek weekStart, bool hour24, DayAttribution attribution)
    {
        (Name, TimeZone, Currency) = (name, timeZone, currency);
        (WeekStart, Hour24, DayAttribution) = (weekStart, hour24, attribution);
    }

    /// <summary>Says from which role on people may connect clients by OAuth.</summary>
    public void LetConnect(Role least) => Connecting = least;

    /// <summary>Says whether everybody must sign in in two steps.</summary>
    public void RequireTwoStep(bool required) => RequiresTwoStep = required;

    /// <summary>Closes it: it lets nobody in from the next call on.</summary>
    public void Close(Instant now) => ClosedAt ??= now;

    /// <summary>Opens it again.</summary>
    public void Reopen() => ClosedAt = null;

    /// <summary>Makes it a demo workspace that is removed at that moment.</summary>
    public void MakeDemo(Instant until) => DemoUntil = until;
}

sealed class AccountData : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("Accounts").HasKey(row => row.Id);
        builder.HasIndex(row => row.Slug).IsUnique();
        builder.HasIndex(row => row.DemoUntil);
        builder.Ignore(row => row.Zone);
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.Slug).HasMaxLength(60);
    }
}
