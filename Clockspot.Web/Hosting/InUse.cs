using Clockspot.Domain;

namespace Clockspot.Hosting;

/// <summary>
/// Who uses the database. Servers and commands hold a file beside it open together; a restore holds it alone. The operating system keeps the locks (flock)
/// and drops them when a process ends, however it ends, so that a crash leaves nothing behind that would have to be cleared.
/// </summary>
static class InUse
{
    /// <summary>409: somebody else uses the database.</summary>
    public static Refusal Running() => new("server_running", 409, "The database is in use",
        "A server or another command is using the database. Stop it first: a database that is in use cannot be replaced.");

    static Refusal Replaced() => new("being_restored", 409, "The database is being restored", "A restore has been running for a minute. Wait until it has ended, and start again.");

    /// <summary>Uses it together with others; waits for a restore that runs.</summary>
    public static async Task<IDisposable> Enter(DataFolder data, CancellationToken stop)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(Beside(data), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
            }
            catch (IOException) when (tries < 300)
            {
                await Task.Delay(200, stop);
            }
            catch (IOException)
            {
                throw Replaced();
            }
        }
    }

    /// <summary>Uses it alone. 409 <c>server_running</c> when somebody else does.</summary>
    public static IDisposable Alone(DataFolder data)
    {
        try
        {
            return new FileStream(Beside(data), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException)
        {
            throw Running();
        }
    }

    static string Beside(DataFolder data) => data.Database + ".in-use";
}
