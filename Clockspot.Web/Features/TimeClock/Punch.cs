using System.ComponentModel.DataAnnotations;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.TimeClock;

/// <summary>What a punch says.</summary>
public enum PunchVerb
{
    /// <summary>Clock in.</summary>
    In,
    /// <summary>Clock out.</summary>
    Out,
    /// <summary>Change the job without clocking out.</summary>
    Switch,
    /// <summary>A break begins.</summary>
    StartBreak,
    /// <summary>The break ends.</summary>
    EndBreak,
}

/// <summary>What a device says of itself with a punch; every part may be missing, but a position is whole.</summary>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="AccuracyMeters">How far off the position may be.</param>
/// <param name="DeviceTime">The device's own clock. It is kept and never counted: the server's clock decides.</param>
public sealed record Evidence(
    [property: Range(-90.0, 90.0, ErrorMessage = "A latitude is from -90 to 90 degrees.")] double? Latitude,
    [property: Range(-180.0, 180.0, ErrorMessage = "A longitude is from -180 to 180 degrees.")] double? Longitude,
    [property: Range(0.0, 50_000_000.0, ErrorMessage = "An accuracy is a number of meters, from 0.")] double? AccuracyMeters,
    Instant? DeviceTime)
{
    static Refusal HalfAPosition(string missing) => Refusal.Field(missing, "required", "Give latitude and longitude together.");

    /// <summary>Refuses with 422 what no device can mean.</summary>
    internal static void Check(Evidence? given)
    {
        if (given is null) return;
        Input.Check(given);
        if (given.Latitude is null != given.Longitude is null) throw HalfAPosition(given.Latitude is null ? "latitude" : "longitude");
    }
}

/// <summary>One punch as it happened, with its evidence. Rows are only ever added; entries are what follows from them.</summary>
public sealed class Punch : IAccountOwned
{
    Punch() { }

    /// <summary>The address of the person's device; null through an assistant, where only that of the assistant's own server is known.</summary>
    internal static string? AddressOf(Actor actor) => actor.Channel == Channel.Assistant ? null : actor.Ip;

    /// <summary>A punch of this moment.</summary>
    public Punch(Actor actor, Guid id, Guid employee, Guid entry, PunchVerb verb, Instant at, Guid? job, Evidence? evidence = null)
    {
        (AccountId, Id, EmployeeId, EntryId, Verb, At, JobId) = (actor.AccountId, id, employee, entry, verb, at, job);
        (Channel, Ip, PersonId) = (actor.Channel, AddressOf(actor), actor.PersonId);
        (Latitude, Longitude, AccuracyMeters, DeviceTime) = (evidence?.Latitude, evidence?.Longitude, evidence?.AccuracyMeters, evidence?.DeviceTime);
    }

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose punch.</summary>
    public Guid EmployeeId { get; private set; }

    /// <summary>The entry that it opened, changed or closed.</summary>
    public Guid EntryId { get; private set; }

    /// <summary>What it said.</summary>
    public PunchVerb Verb { get; private set; }

    /// <summary>When, by the server's clock.</summary>
    public Instant At { get; private set; }

    /// <summary>The job that was named with it.</summary>
    public Guid? JobId { get; private set; }

    /// <summary>Through which door.</summary>
    public Channel Channel { get; private set; }

    /// <summary>Who pressed the button; empty for the system.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>From which address: evidence.</summary>
    public string? Ip { get; private set; }

    /// <summary>Degrees north, WGS 84, as the device said: evidence.</summary>
    public double? Latitude { get; private set; }

    /// <summary>Degrees east, WGS 84, as the device said: evidence.</summary>
    public double? Longitude { get; private set; }

    /// <summary>The radius in which the device is with a probability of 95 %, as it said (W3C Geolocation, section "accuracy").</summary>
    public double? AccuracyMeters { get; private set; }

    /// <summary>What the device's own clock showed: evidence, never counted.</summary>
    public Instant? DeviceTime { get; private set; }
}

sealed class PunchData : IEntityTypeConfiguration<Punch>
{
    public void Configure(EntityTypeBuilder<Punch> builder)
    {
        builder.ToTable("Punches").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Employee>().WithMany().HasForeignKey(row => new { row.AccountId, row.EmployeeId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.AccountId, row.EmployeeId, row.At });
        builder.HasIndex(row => new { row.AccountId, row.EntryId });
    }
}
