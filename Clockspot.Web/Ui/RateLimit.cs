namespace Clockspot.Ui;

/// <summary>The names of the rate limits that pages carry; <c>Hosting/RateLimits</c> gives them their figures. They count posts, not views.</summary>
public static class RateLimit
{
    /// <summary>Signing in, by address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Opening a workspace, by address.</summary>
    public const string SignUp = "sign-up";

    /// <summary>Asking for a reset, by address.</summary>
    public const string Reset = "reset";

    /// <summary>Inviting, by person.</summary>
    public const string Invitations = "invitations";

    /// <summary>A program that registers itself as a client, by address; assistants share theirs.</summary>
    public const string Registration = "registration";

    /// <summary>Opening a demo, by address.</summary>
    public const string Demo = "demo";
}
