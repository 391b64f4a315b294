using Clockspot.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The browsers in which people are signed in. They belong to no account.</summary>
    public DbSet<Session> Sessions => Set<Session>();
}
