using System.Globalization;
using Clockspot.Domain;

namespace Clockspot.Features.Locations;

/// <summary>What the form of a location brings: texts, as they were typed.</summary>
public sealed class LocationForm
{
    static FieldError NotANumber(string path, string example) => new(path, "invalid", $"Write a number, such as {example}.");

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>The postal address.</summary>
    public string? Address { get; set; }

    /// <summary>Degrees north.</summary>
    public string? Latitude { get; set; }

    /// <summary>Degrees east.</summary>
    public string? Longitude { get; set; }

    /// <summary>Meters.</summary>
    public string? RadiusMeters { get; set; }

    /// <summary>Networks, one a line.</summary>
    public string? IpRanges { get; set; }

    /// <summary>TZDB id.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The version that was seen.</summary>
    public string? Version { get; set; }

    internal int SeenVersion => int.TryParse(Version, CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>Reads the numbers. 422 for what is none.</summary>
    internal SaveLocation Read()
    {
        var errors = new List<FieldError>();
        var input = new SaveLocation
        {
            Name = Name,
            Address = Address,
            Latitude = Number(Latitude, "latitude", "40.7128", errors),
            Longitude = Number(Longitude, "longitude", "-74.006", errors),
            RadiusMeters = (int?)Number(RadiusMeters, "radiusMeters", "150", errors),
            IpRanges = (IpRanges ?? "").Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries),
            TimeZone = TimeZone,
        };
        return errors.Count == 0 ? input : throw Refusal.Invalid(errors);
    }

    internal static LocationForm Of(LocationView location) => new()
    {
        Name = location.Name,
        Address = location.Address,
        Latitude = location.Latitude?.ToString(CultureInfo.InvariantCulture),
        Longitude = location.Longitude?.ToString(CultureInfo.InvariantCulture),
        RadiusMeters = location.RadiusMeters?.ToString(CultureInfo.InvariantCulture),
        IpRanges = string.Join('\n', location.IpRanges),
        TimeZone = location.TimeZone,
        Version = location.Version.ToString(CultureInfo.InvariantCulture),
    };

    static double? Number(string? text, string path, string example, List<FieldError> errors)
    {
        if (Domain.Input.Clean(text) is not { } typed) return null;
        if (double.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && Math.Abs(number) < 1_000_000) return number;
        errors.Add(NotANumber(path, example));
        return null;
    }
}
