namespace Clockspot.Features.Invitations;

/// <summary>What stands in the form that invites.</summary>
public sealed class InviteForm
{
    /// <summary>Addresses as they were pasted.</summary>
    public string? Emails { get; set; }

    /// <summary>The role.</summary>
    public string? Role { get; set; }
}

/// <summary>What stands in the form that accepts.</summary>
public sealed class AcceptForm
{
    /// <summary>The person's name.</summary>
    public string? Name { get; set; }

    /// <summary>The password; never shown again.</summary>
    public string? Password { get; set; }

    /// <summary>"true" once somebody who is signed in under another address said yes.</summary>
    public string? AsOther { get; set; }
}
