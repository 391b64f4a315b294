using Clockspot.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>The workspaces. Not behind the account filter: an operation finds its own by <c>Id == db.AccountId</c>.</summary>
    public DbSet<Account> Accounts => Set<Account>();
}
