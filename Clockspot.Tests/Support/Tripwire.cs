using Clockspot.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockspot.Tests.Support;

/// <summary>Stands in the way to the database and, once armed, says that somebody came by.</summary>
sealed class Tripwire
{
    public bool Armed { get; set; }

    public void Into(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IDbContextFactory<SqliteClockspotDb>));
        services.Replace(ServiceDescriptor.Singleton<IDbContextFactory<SqliteClockspotDb>>(provider => new Factory(this,
            (IDbContextFactory<SqliteClockspotDb>)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)))));
    }

    public sealed class Touched() : Exception("The database was touched.");

    sealed class Factory(Tripwire wire, IDbContextFactory<SqliteClockspotDb> real) : IDbContextFactory<SqliteClockspotDb>
    {
        public SqliteClockspotDb CreateDbContext() => wire.Armed ? throw new Touched() : real.CreateDbContext();
    }
}
