using Clockspot.Domain;
using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>
/// What can go wrong with Clockify, in words. None repeats what Clockify said: its messages echo what was sent. Never 401 or 429, which speak of our own credential.
/// </summary>
static class ClockifyRefusals
{
    public const string InvalidToken = "clockify_invalid_token";

    public static Refusal NotConnected() => new("clockify_not_connected", 409, "Clockify is not connected", "An owner or admin connects it under Settings, Integrations.");

    public static Refusal Invalid() => new(InvalidToken, 409, "Clockify does not know this key",
        "It was revoked, mistyped, or belongs to another region: a key works only in the region or subdomain where it was generated. Check the region, or generate a new key in Clockify.");

    public static Refusal Sealed() => new(InvalidToken, 409, "The saved key can no longer be read", "It was saved by another installation, or its key ring is gone. Paste the key again.");

    public static Refusal MembersHidden() => new("clockify_forbidden", 403, "Clockify hides this from the key",
        "The key works, but the role of its owner in this Clockify workspace may not list its members. Use the key of an owner or admin there.");

    public static Refusal WorkspaceNotFound() => new("clockify_workspace_not_found", 404, "This Clockify workspace was not found",
        "It does not exist, or the key's owner is not a member of it. Choose one from the list.");

    public static Refusal Down() => new("clockify_unavailable", 502, "Clockify cannot be reached",
        "It did not answer, or said that it is out of order. Nothing is wrong here; try again in a few minutes. With a subdomain, check that it is spelt right.");

    public static Refusal NotUnderstood() => new("clockify_unreadable", 502, "Clockify's answer could not be read",
        "What came back is not what Clockify sends. Try again in a few minutes. With a subdomain, check that it is spelt right.");

    public static Refusal TimedOut(Duration after) => new("clockify_timeout", 504, "Clockify took too long", $"There was no whole answer within {after.TotalSeconds:0} seconds. Try again in a moment.");

    /// <param name="wait">How long to wait from now on.</param>
    public static Refusal Limited(Duration wait) => new("clockify_rate_limited", 503, "Clockify wants a pause",
        $"Too many requests were made there; new free plans have thirty in an hour. Try again in {Words(wait)}.") { RetryAfter = wait };

    static string Words(Duration wait) => wait.TotalSeconds <= 90 ? $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} seconds" : $"{Math.Ceiling(wait.TotalMinutes):0} minutes";
}
