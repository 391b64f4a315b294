using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.ClockSetup;

/// <summary>How people clock in.</summary>
/// <param name="JobRequired">Clocking in needs a job.</param>
/// <param name="NoteRequired">Clocking out needs a note.</param>
/// <param name="OpenLimitHours">After so many hours an open entry is asked about.</param>
/// <param name="GpsRule">What happens outside a location's radius.</param>
/// <param name="IpRule">What happens outside a location's networks.</param>
/// <param name="EvidenceDays">Positions and addresses are erased after so many days.</param>
/// <param name="Notice">What the company adds to the notice, or null.</param>
/// <param name="Version">The version seen; 0 while nobody has changed anything.</param>
/// <param name="Locations">How many locations are in use.</param>
/// <param name="WithPoint">How many of them the rule by position can look at.</param>
/// <param name="WithNetworks">How many of them the rule by network can look at.</param>
public sealed record ClockSettingsView(bool JobRequired, bool NoteRequired, int OpenLimitHours, PlaceRule GpsRule, PlaceRule IpRule, int EvidenceDays, string? Notice,
    int Version, int Locations, int WithPoint, int WithNetworks);

/// <summary>What is said of how people clock in.</summary>
public sealed record SaveClockSettings
{
    /// <summary>Clocking in needs a job.</summary>
    public bool JobRequired { get; init; }

    /// <summary>Clocking out needs a note.</summary>
    public bool NoteRequired { get; init; }

    /// <summary>After so many hours an open entry is asked about. Two days at most: longer than that nobody remembers.</summary>
    [Range(1, 48, ErrorMessage = "From 1 to 48 hours.")]
    public int OpenLimitHours { get; init; } = ClockRules.DefaultOpenLimitHours;

    /// <summary>By position.</summary>
    public PlaceRule GpsRule { get; init; }

    /// <summary>By network.</summary>
    public PlaceRule IpRule { get; init; }

    /// <summary>Positions and addresses are erased after so many days.</summary>
    [Range(1, 730, ErrorMessage = "From 1 to 730 days.")]
    public int EvidenceDays { get; init; } = ClockRules.DefaultEvidenceDays;

    /// <summary>What the company adds to the notice.</summary>
    [StringLength(1000, ErrorMessage = "At most 1,000 characters.")]
    public string? Notice { get; init => field = Input.Clean(value); }
}

/// <summary>How people clock in, in one account.</summary>
public sealed class ClockSettings(Store store)
{
    static Refusal UnknownRule(string path) => Refusal.Field(path, "unknown", "Choose one from the list.");

    /// <summary>The settings as they are; the defaults while nobody has changed any.</summary>
    public async Task<ClockSettingsView> Get(Actor actor, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Read, Reach.All);
        await using var db = await store.Open(actor, stop);
        return await View(db, stop);
    }

    /// <summary>
    /// Changes the settings and answers them. 409 <c>stale_version</c> when somebody else changed them since <paramref name="version"/>; of two
    /// first changes at once, both of version 0, one wins. 422 for what is out of range.
    /// </summary>
    public async Task<ClockSettingsView> Change(Actor actor, int version, SaveClockSettings input, CancellationToken stop)
    {
        actor.Require(Area.Account, Level.Edit, Reach.All);
        Input.Check(input);
        if (!Enum.IsDefined(input.GpsRule)) throw UnknownRule("gpsRule");
        if (!Enum.IsDefined(input.IpRule)) throw UnknownRule("ipRule");
        await using var db = await store.Write(actor, stop);
        var rules = await db.ClockRules.SingleOrDefaultAsync(stop);
        if ((rules?.Version ?? 0) != version) throw Refusal.Stale("clock-in setup");
        rules ??= await Add(db, actor, stop);
        rules.Change(input.JobRequired, input.NoteRequired, input.OpenLimitHours, input.GpsRule, input.IpRule, input.EvidenceDays, input.Notice);
        if (db.ChangeTracker.HasChanges())
        {
            db.Record(actor, "clock_setup.changed", rules);
            await db.Commit(stop);
        }
        return await View(db, stop);
    }

    /// <summary>The defaults as a row, saved first, so that the log of the first change says what was before.</summary>
    static async Task<ClockRules> Add(ClockspotDb db, Actor actor, CancellationToken stop)
    {
        var rules = new ClockRules(actor.AccountId);
        db.ClockRules.Add(rules);
        try
        {
            await db.SaveChangesAsync(stop);
            return rules;
        }
        catch (DbUpdateException)
        {
            // A database with several writers: somebody else's first change came in between.
            throw Refusal.Stale("clock-in setup");
        }
    }

    static async Task<ClockSettingsView> View(ClockspotDb db, CancellationToken stop)
    {
        var rules = await Rulebook.Of(db, stop);
        var places = await db.Locations.Where(place => place.ArchivedAt == null)
            .Select(place => new { Point = place.Latitude != null && place.RadiusMeters != null, Networks = place.IpRanges != null }).ToListAsync(stop);
        return new ClockSettingsView(rules.JobRequired, rules.NoteRequired, rules.OpenLimitHours, rules.GpsRule, rules.IpRule, rules.EvidenceDays, rules.Notice,
            rules.Version, places.Count, places.Count(place => place.Point), places.Count(place => place.Networks));
    }
}

static class ClockSetupSlice
{
    public static void AddClockSetup(this IServiceCollection services) => services.AddSingleton<ClockSettings>();
}
