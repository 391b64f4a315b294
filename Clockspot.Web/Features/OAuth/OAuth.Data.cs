using Clockspot.Features.OAuth;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>Clients that may ask for a connection.</summary>
    public DbSet<OAuthApplication> OAuthApplications => Set<OAuthApplication>();

    /// <summary>What people granted to clients.</summary>
    public DbSet<OAuthAuthorization> OAuthAuthorizations => Set<OAuthAuthorization>();

    /// <summary>Codes, access tokens and refresh tokens, by their hash.</summary>
    public DbSet<OAuthToken> OAuthTokens => Set<OAuthToken>();

    /// <summary>Requests that somebody is deciding about.</summary>
    public DbSet<OAuthRequest> OAuthRequests => Set<OAuthRequest>();
}
