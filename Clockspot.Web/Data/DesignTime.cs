using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using NodaTime;

namespace Clockspot.Data;

/// <summary>How <c>dotnet ef</c> makes the context: without the program, which would migrate while it starts.</summary>
sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteClockspotDb>
{
    public SqliteClockspotDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteClockspotDb>().UseSqlite("Data Source=:memory:").Options, new NoClock(), new WriteGate());

    sealed class NoClock : IClock
    {
        public Instant GetCurrentInstant() => NodaConstants.UnixEpoch;
    }
}
