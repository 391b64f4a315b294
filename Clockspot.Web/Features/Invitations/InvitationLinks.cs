using System.Buffers.Binary;
using System.Security.Cryptography;
using Clockspot.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Clockspot.Features.Invitations;

/// <summary>What a link says: which invitation, and which of its links.</summary>
readonly record struct InvitationToken(Guid Account, Guid Invitation, int Serial);

/// <summary>
/// Links of invitations. The token is sealed by Data Protection instead of stored, so that it can be shown again to be copied, while the
/// database holds nothing that opens one (Docs/decisions/004-invitation-links.md).
/// </summary>
public sealed class InvitationLinks(IDataProtectionProvider protection, PublicOrigin origin)
{
    const int Size = 16 + 16 + 4;
    readonly IDataProtector protector = protection.CreateProtector("Invitation");

    internal string Make(Invitation invitation)
    {
        var bytes = new byte[Size];
        invitation.AccountId.TryWriteBytes(bytes.AsSpan(0, 16));
        invitation.Id.TryWriteBytes(bytes.AsSpan(16, 16));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(32), invitation.Serial);
        return origin.Url($"/invitation?token={WebEncoders.Base64UrlEncode(protector.Protect(bytes))}");
    }

    /// <summary>What a token says, or null when it is none of ours.</summary>
    internal InvitationToken? Read(string? token)
    {
        try
        {
            var bytes = protector.Unprotect(WebEncoders.Base64UrlDecode(token ?? ""));
            return bytes.Length != Size ? null
                : new InvitationToken(new Guid(bytes.AsSpan(0, 16)), new Guid(bytes.AsSpan(16, 16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(32)));
        }
        catch (Exception garbled) when (garbled is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
