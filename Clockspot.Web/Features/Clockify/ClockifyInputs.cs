using System.ComponentModel.DataAnnotations;
using Clockspot.Domain;
using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>What connects an account to Clockify.</summary>
public sealed record ConnectClockify
{
    /// <summary>The key, from Clockify's Profile settings, API.</summary>
    [Required(ErrorMessage = "Paste the key."), StringLength(200, ErrorMessage = "This is longer than a key of Clockify. Copy the key alone.")]
    [RegularExpression("[!-~]*", ErrorMessage = "A key has no spaces and no special letters. Copy it again.")]
    public string? ApiKey { get; init => field = Input.Clean(value); }

    /// <summary>Where the Clockify workspace lives.</summary>
    [Required(ErrorMessage = "Choose the region.")]
    public ClockifyRegion? Region { get; init; }

    /// <summary>The name before <c>.clockify.me</c>, when the region is a subdomain.</summary>
    public string? Subdomain { get; init => field = Input.Clean(value)?.ToLowerInvariant(); }

    /// <summary>It says what it stands for, without the key.</summary>
    public override string ToString() => $"{Region} {Subdomain}";
}

/// <summary>Whether Clockify is connected.</summary>
public enum ClockifyState
{
    /// <summary>It is not.</summary>
    None,
    /// <summary>It is, and the last answer was good.</summary>
    Connected,
    /// <summary>It is, and the last call was refused.</summary>
    Failing,
}

/// <summary>The connection of an account.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Hint">The last four characters of the key.</param>
/// <param name="Region">Where the workspace lives.</param>
/// <param name="Subdomain">Its name, when it is a subdomain.</param>
/// <param name="CheckedAt">When Clockify last answered or refused to.</param>
/// <param name="Failure">The code of the last refusal, or null.</param>
/// <param name="ConnectedAt">When the present key was saved.</param>
/// <param name="IsSample">A demo workspace: what is shown is built in, and nothing is called.</param>
public sealed record ClockifyStatus(ClockifyState State, string? Hint, ClockifyRegion? Region, string? Subdomain, Instant? CheckedAt, string? Failure, Instant? ConnectedAt, bool IsSample)
{
    /// <summary>Not connected.</summary>
    public static ClockifyStatus None { get; } = new(ClockifyState.None, null, null, null, null, null, null, false);

    /// <summary>The demo's.</summary>
    public static ClockifyStatus Sample { get; } = new(ClockifyState.Connected, null, null, null, null, null, null, true);
}
