namespace Clockspot.Features.SignIn;

/// <summary>The mails of this slice, in one place that a translator could take.</summary>
static class Letters
{
    public const string ConfirmSubject = "Confirm your address for Clockspot";
    public const string KnownSubject = "Your address was used at Clockspot";
    public const string ResetSubject = "Choose a new password for Clockspot";
    public const string ChangedSubject = "Your Clockspot password was changed";

    public static string Confirm(string name, string link) => $"""
        Hello {name},

        please confirm that this address is yours, so that you can invite people to your workspace:

        {link}

        It asks for the password that you chose, unless you are signed in. The link holds for a day. If you did not open or join a
        workspace at Clockspot, ignore this mail: without it nobody can confirm your address.
        """;

    /// <summary>
    /// To whoever has proven an address under which somebody made another sign-in. Nothing that this somebody wrote stands in it.
    /// </summary>
    public static string Known(string name, string signIn, string forgot) => $"""
        Hello {name},

        somebody, perhaps you, opened or joined a workspace at Clockspot under this address. You have a sign-in with it already, and
        an address belongs to one sign-in. The new one cannot be confirmed, invites nobody and opens nothing of yours.

        If it was you, sign in with the sign-in that you have, and open or join the workspace there:

        {signIn}

        If it was not you, there is nothing that you must do. A new password for your sign-in ends the other one at once:

        {forgot}
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
