namespace Clockspot.Features.SignIn;

/// <summary>The mails of this slice, in one place that a translator could take.</summary>
static class Letters
{
    public const string ConfirmSubject = "Confirm your address for Clockspot";
    public const string ResetSubject = "Choose a new password for Clockspot";
    public const string ChangedSubject = "Your Clockspot password was changed";

    public static string Confirm(string name, string link) => $"""
        Hello {name},

        please confirm that this address is yours, so that you can invite people to your workspace:

        {link}

        The link holds for a day. If you did not open a workspace at Clockspot, ignore this mail.
        """;

    public static string Reset(string name, string link) => $"""
        Hello {name},

        somebody, hopefully you, asked for a new password for your sign-in at Clockspot. Choose it here:

        {link}

        The link works once and holds for a day. If it was not you, ignore this mail: your password stays as it is.
        """;

    public static string Changed(string name, string link) => $"""
        Hello {name},

        the password of your sign-in at Clockspot was changed just now, and every other sign-in was ended.

        If it was not you, choose a new password at once:

        {link}
        """;
}
