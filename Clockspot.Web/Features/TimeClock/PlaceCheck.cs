using System.Globalization;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Locations;

namespace Clockspot.Features.TimeClock;

/// <summary>
/// Looks whether a punch was made at the place of its entry, by the account's rules. A place without a point and a radius is not looked at by
/// position, one without networks not by address. What cannot be looked at counts as outside, since leaving out the position would
/// otherwise be the way around the rule.
/// </summary>
static class PlaceCheck
{
    /// <summary>A device that says it may be kilometers off would be everywhere: no more than this is believed.</summary>
    const double MostAccuracyMeters = 200;

    static Refusal TooFar(Location place, double meters) => Outside(
        $"Your device says that you are {Far(meters)} from {place.Name}; a punch there is taken within {Far(place.RadiusMeters!.Value)}. Try again when you are there, or ask whoever keeps the hours to punch for you.");

    static Refusal NoPosition(Location place) => Outside(
        $"Your device did not say where it is, and a punch at {place.Name} needs it. Allow the location for this site (the sign beside the address, or the browser's settings), reload the page and try again. Or ask whoever keeps the hours to punch for you.");

    static Refusal OtherNetwork(Location place, string? ip) => Outside(
        $"You are not in the network of {place.Name}{(ip is null ? "" : $": your address is {ip}")}. Join the network there, reload the page and try again. Or ask whoever keeps the hours to punch for you.");

    static Refusal ThroughAssistant(Location place) => Outside(
        $"Clockspot cannot see through an assistant that you are at {place.Name}, and your company requires it. Open Clockspot on a device there and clock in, or ask whoever keeps the hours to punch for you.");

    static Refusal Outside(string words) => Refusal.Field("locationId", "outside_location", words);

    /// <summary>
    /// True when the punch is to be flagged. Only people who punch for themselves are looked at: somebody who punches for another is not
    /// expected to be at the place. 422 <c>outside_location</c> where a rule blocks and the punch may be blocked.
    /// </summary>
    /// <param name="line">Whose clock, with the rules.</param>
    /// <param name="actor">Who punches.</param>
    /// <param name="place">The entry's location, or null.</param>
    /// <param name="evidence">What the device said.</param>
    /// <param name="mayBlock">False for clocking out: nobody is kept from leaving.</param>
    public static bool IsOutside(HeldLine line, Actor actor, Location? place, Evidence? evidence, bool mayBlock)
    {
        if (place is null || actor.EmployeeId != line.Employee.Id || actor.Channel == Channel.System) return false;
        var outside = false;
        foreach (var (rule, refusal) in new[] { (line.Rules.GpsRule, ByPosition(line.Rules.GpsRule, place, evidence)), (line.Rules.IpRule, ByAddress(line.Rules.IpRule, place, Punch.AddressOf(actor))) })
        {
            if (refusal is null) continue;
            if (rule == PlaceRule.Block && mayBlock) throw actor.Channel == Channel.Assistant ? ThroughAssistant(place) : refusal;
            outside = true;
        }
        return outside;
    }

    static Refusal? ByPosition(PlaceRule rule, Location place, Evidence? evidence)
    {
        if (rule == PlaceRule.Off || place is not { Latitude: { } latitude, Longitude: { } longitude, RadiusMeters: { } radius }) return null;
        if (evidence is not { Latitude: { } north, Longitude: { } east }) return NoPosition(place);
        var meters = Geo.Meters(latitude, longitude, north, east);
        return meters > radius + Math.Min(evidence.AccuracyMeters ?? 0, MostAccuracyMeters) ? TooFar(place, meters) : null;
    }

    static Refusal? ByAddress(PlaceRule rule, Location place, string? ip) =>
        rule == PlaceRule.Off || place.IpRanges is null || IpRange.Holds(place.IpRanges, ip) ? null : OtherNetwork(place, ip);

    static string Far(double meters) => meters < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{meters:0} m") : string.Create(CultureInfo.InvariantCulture, $"{meters / 1000:0.#} km");
}
