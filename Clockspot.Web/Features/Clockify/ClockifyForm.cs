namespace Clockspot.Features.Clockify;

/// <summary>What stands in the form of the connection.</summary>
public sealed class ClockifyForm
{
    /// <summary>The key. It is taken and never written back.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The region's name.</summary>
    public string? Region { get; set; }

    /// <summary>The name of the subdomain.</summary>
    public string? Subdomain { get; set; }

    /// <summary>The form of a connection, or of one to be made.</summary>
    internal static ClockifyForm Of(ClockifyStatus status) => new() { Region = (status.Region ?? ClockifyRegion.Global).ToString(), Subdomain = status.Subdomain };

    internal ConnectClockify Read() => new() { ApiKey = ApiKey, Region = Enum.TryParse<ClockifyRegion>(Region, out var region) && Enum.IsDefined(region) ? region : null, Subdomain = Subdomain };
}
