using Clockspot.Features.Privacy;
using Clockspot.Ui;

namespace Clockspot.Features.Clockify;

static class ClockifySlice
{
    public static void AddClockify(this IServiceCollection services)
    {
        services.AddSingleton(ClockifyPatience.Usual);
        services.AddSingleton(provider => new ClockifyHosts(ClockifyHosts.LocalOf(
            provider.GetRequiredService<IConfiguration>()["Clockify:BaseUrl"], provider.GetRequiredService<IHostEnvironment>().IsDevelopment())));
        services.AddSingleton<ClockifyClient>();
        services.AddSingleton<ClockifyLists>();
        services.AddSingleton<ClockifyCache>();
        services.AddSingleton<ClockifySecret>();
        services.AddSingleton<ClockifyDoor>();
        services.AddSingleton<ClockifyConnections>();
        services.AddSingleton<ClockifyBook>();
        services.AddSingleton<IDownloadTable, ClockifyTable>();
        services.AddSingleton(new SidePart(["employees", "jobs"], typeof(ClockifyOpener), typeof(ClockifyDrawer)));
    }
}
