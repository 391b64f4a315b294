using Clockspot.Data;
using Clockspot.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.ClockSetup;

/// <summary>What happens to a punch outside the place.</summary>
public enum PlaceRule
{
    /// <summary>Nobody looks.</summary>
    Off,
    /// <summary>The punch counts, and the entry is flagged.</summary>
    Flag,
    /// <summary>The punch is refused.</summary>
    Block,
}

/// <summary>How people clock in, in one account. No row means that nobody changed anything: the defaults hold.</summary>
public sealed class ClockRules : IAccountOwned, IVersioned
{
    /// <summary>The limit that holds until somebody changes it, in hours.</summary>
    public const int DefaultOpenLimitHours = 16;

    /// <summary>How long evidence is kept until somebody changes it, in days.</summary>
    public const int DefaultEvidenceDays = 90;

    ClockRules() { }

    /// <summary>The defaults of an account.</summary>
    public ClockRules(Guid account) => AccountId = account;

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>Clocking in needs a job.</summary>
    public bool JobRequired { get; private set; }

    /// <summary>Clocking out needs a note.</summary>
    public bool NoteRequired { get; private set; }

    /// <summary>After so many hours an open entry is asked about at the next punch.</summary>
    public int OpenLimitHours { get; private set; } = DefaultOpenLimitHours;

    /// <summary>By position: outside the location's radius.</summary>
    public PlaceRule GpsRule { get; private set; }

    /// <summary>By network: an address outside the location's ranges.</summary>
    public PlaceRule IpRule { get; private set; }

    /// <summary>Positions and addresses are erased after so many days.</summary>
    public int EvidenceDays { get; private set; } = DefaultEvidenceDays;

    /// <summary>What the company adds to the notice that employees see, or null.</summary>
    public string? Notice { get; private set; }

    /// <inheritdoc />
    public Instant ModifiedAt { get; private set; }

    /// <inheritdoc />
    public int Version { get; private set; }

    /// <summary>After this time an open entry is asked about.</summary>
    public Duration OpenLimit => Duration.FromHours(OpenLimitHours);

    /// <summary>Changes everything.</summary>
    public void Change(bool jobRequired, bool noteRequired, int openLimitHours, PlaceRule gps, PlaceRule ip, int evidenceDays, string? notice)
    {
        (JobRequired, NoteRequired, OpenLimitHours) = (jobRequired, noteRequired, openLimitHours);
        (GpsRule, IpRule, EvidenceDays, Notice) = (gps, ip, evidenceDays, notice);
    }
}

sealed class ClockRulesData : IEntityTypeConfiguration<ClockRules>
{
    public void Configure(EntityTypeBuilder<ClockRules> builder)
    {
        builder.ToTable("ClockRules").HasKey(row => row.AccountId);
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.Ignore(row => row.OpenLimit);
        builder.Property(row => row.Notice).HasMaxLength(1000);
    }
}
