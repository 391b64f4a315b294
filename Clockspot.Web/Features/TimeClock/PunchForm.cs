using System.Globalization;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Features.TimeClock;

/// <summary>What the forms of the clock bring; each uses what it needs.</summary>
public sealed class PunchForm
{
    static FieldError NotADay() => new("finishedOn", "invalid", "Enter the day on which you finished.");
    static FieldError NotATime(string? typed) => new("finishedAt", typed is null ? "required" : "invalid",
        typed is null ? "Enter the time at which you finished." : "This is not a time of day. Write it like 5pm, 5:30 pm or 17:30.");

    /// <summary>The chosen job, or blank.</summary>
    public string? JobId { get; set; }

    /// <summary>The employee's words.</summary>
    public string? Note { get; set; }

    /// <summary>"true" for a paid break.</summary>
    public string? Paid { get; set; }

    /// <summary>The entry that the note was written for.</summary>
    public string? EntryId { get; set; }

    /// <summary>The day on which a forgotten shift ended.</summary>
    public string? FinishedOn { get; set; }

    /// <summary>The time of day at which it ended, as typed.</summary>
    public string? FinishedAt { get; set; }

    /// <summary>Of a time that came twice: "true" for the second, "false" for the first.</summary>
    public string? Later { get; set; }

    /// <summary>What follows a forgotten shift: "out" to stay out, anything else to clock in.</summary>
    public string? Next { get; set; }

    /// <summary>Degrees north, as the script wrote them.</summary>
    public string? Latitude { get; set; }

    /// <summary>Degrees east.</summary>
    public string? Longitude { get; set; }

    /// <summary>Meters.</summary>
    public string? Accuracy { get; set; }

    /// <summary>The device's clock, RFC 3339.</summary>
    public string? DeviceTime { get; set; }

    internal Guid Entry => Guid.TryParse(EntryId, out var id) ? id : Guid.Empty;

    /// <summary>The chosen job; an id that nothing has when the text is none, so that it is refused and not ignored.</summary>
    internal Guid? Job => string.IsNullOrEmpty(JobId) ? null : Guid.TryParse(JobId, out var id) ? id : Guid.Empty;

    /// <summary>What the device said; what cannot be read was not said, since nobody typed it.</summary>
    internal Evidence Evidence => new(Number(Latitude), Number(Longitude), Number(Accuracy),
        InstantPattern.ExtendedIso.Parse(DeviceTime ?? "") is { Success: true, Value: var at } ? at : null);

    internal bool? IsLater => Later switch { "true" => true, "false" => false, _ => null };

    /// <summary>The moment that day and time mean in a zone. 422 for what is none.</summary>
    internal Instant Finished(DateTimeZone zone)
    {
        var errors = new List<FieldError>();
        var day = LocalDatePattern.Iso.Parse(FinishedOn?.Trim() ?? "");
        if (!day.Success) errors.Add(NotADay());
        var time = TimeText.Parse(FinishedAt);
        if (time is null) errors.Add(NotATime(Input.Clean(FinishedAt)));
        return errors.Count == 0 ? LocalTimes.Resolve("finishedAt", day.Value + time!.Value, zone, IsLater) : throw Refusal.Invalid(errors);
    }

    /// <summary>Answers when the forgotten shift ended, in the zone in which it was punched, and goes on as the pressed button says.</summary>
    internal Task<ClockView> Finish(Clock clock, Actor actor, ClockView seen, CancellationToken stop)
    {
        var at = Finished(seen.Entry is { } entry ? DateTimeZoneProviders.Tzdb[entry.TimeZone] : DateTimeZone.Utc);
        return Next == "out" ? clock.ClockOut(actor, new ClockOut { FinishedAt = at, Evidence = Evidence }, stop)
            : clock.ClockIn(actor, new ClockIn { JobId = Job, FinishedAt = at, Evidence = Evidence }, stop);
    }

    static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
