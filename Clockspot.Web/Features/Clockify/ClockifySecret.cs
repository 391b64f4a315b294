using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Clockspot.Features.Clockify;

/// <summary>Keeps a key of Clockify so that only this installation can read it, for one account alone: the account is part of the purpose.</summary>
public sealed class ClockifySecret(IDataProtectionProvider provider)
{
    /// <summary>The key as it is stored.</summary>
    public string Protect(Guid account, string key) => Of(account).Protect(key);

    /// <summary>The key; null when it cannot be read: the row is of another account, or the key ring is another one.</summary>
    public string? Read(Guid account, string secret)
    {
        try
        {
            return Of(account).Unprotect(secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    IDataProtector Of(Guid account) => provider.CreateProtector("Clockspot.Clockify", account.ToString("N"));
}
