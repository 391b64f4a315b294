namespace Clockspot.Hosting;

/// <summary>The program's log: lines for people in Development, one JSON object a line elsewhere. Each line of a request carries its id.</summary>
static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        // The host's own scope and lines hold paths, and so the workspace's name; RequestTrail writes the route instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (builder.Environment.IsDevelopment())
        {
            builder.Logging.AddSimpleConsole(options => (options.SingleLine, options.IncludeScopes) = (true, true));
        }
        else
        {
            builder.Logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
            // Whoever reads the log slowly shall not make callers wait: what does not fit is left out, and the log says how much.
            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.QueueFullMode = Microsoft.Extensions.Logging.Console.ConsoleLoggerQueueFullMode.DropWrite);
        }
    }
}
