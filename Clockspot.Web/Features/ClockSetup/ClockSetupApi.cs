using Clockspot.Api;
using Clockspot.Domain.Access;

namespace Clockspot.Features.ClockSetup;

/// <summary>How people clock in.</summary>
/// <param name="JobRequired">Clocking in needs a job, if there is one to choose.</param>
/// <param name="NoteRequired">Clocking out needs a note.</param>
/// <param name="OpenLimitHours">After so many hours an open entry is asked about at the next punch; from 1 to 48.</param>
/// <param name="GpsRule">What happens to a punch outside the location's radius.</param>
/// <param name="IpRule">What happens to a punch outside the location's networks.</param>
/// <param name="EvidenceDays">Positions and addresses are erased after so many days; from 1 to 730.</param>
/// <param name="Notice">What the company adds to the notice that employees see, or null.</param>
/// <param name="Version">Counts up at each change; 0 while nobody has changed anything.</param>
public sealed record ClockSetupShape(bool JobRequired, bool NoteRequired, int OpenLimitHours, PlaceRule GpsRule, PlaceRule IpRule, int EvidenceDays, string? Notice, int Version) : IVersionedShape
{
    internal static ClockSetupShape Of(ClockSettingsView view) =>
        new(view.JobRequired, view.NoteRequired, view.OpenLimitHours, view.GpsRule, view.IpRule, view.EvidenceDays, view.Notice, view.Version);
}

static class ClockSetupApi
{
    const string Tag = "Clock-in setup";
    static readonly ClockSetupShape example = new(true, false, ClockRules.DefaultOpenLimitHours, PlaceRule.Flag, PlaceRule.Off, ClockRules.DefaultEvidenceDays, null, 1);

    public static void AddClockSetup(this ApiRoutes api)
    {
        api.Add(new("GET", "/clock-setup", "getClockSetup", "Read the clock-in setup")
        {
            Tag = Tag, Needs = new(Area.Account, Level.Read, Reach.All), Answer = typeof(ClockSetupShape), AnswerExample = example,
            Run = async call => ApiAnswer.Ok(await Read(call)),
        });
        api.Add(new("PATCH", "/clock-setup", "changeClockSetup", "Change the clock-in setup")
        {
            Tag = Tag, Needs = new(Area.Account, Level.Edit, Reach.All), NeedsVersion = true, Description = "While nobody has changed anything, the version is 0. `null` brings a default back.",
            Body = typeof(SaveClockSettings), BodyExample = new { jobRequired = true, gpsRule = "flag", version = 0 }, Answer = typeof(ClockSetupShape), AnswerExample = example,
            Run = call => call.Patch(() => Read(call), SaveOf, (version, input) => call.Use<ClockSettings>().Change(call.Actor, version, input, call.Stop)),
        });
    }

    static async Task<ClockSetupShape> Read(ApiCall call) => ClockSetupShape.Of(await call.Use<ClockSettings>().Get(call.Actor, call.Stop));

    static SaveClockSettings SaveOf(ClockSetupShape shape) => new()
    {
        JobRequired = shape.JobRequired, NoteRequired = shape.NoteRequired, OpenLimitHours = shape.OpenLimitHours, GpsRule = shape.GpsRule, IpRule = shape.IpRule,
        EvidenceDays = shape.EvidenceDays, Notice = shape.Notice,
    };
}
