namespace Clockspot.Features.TimeEntries;

static class TimeEntriesSlice
{
    public static void AddTimeEntries(this IServiceCollection services)
    {
        services.AddSingleton<EntryBook>();
        services.AddSingleton<EntryRoll>();
        services.AddSingleton<Corrections>();
        services.AddSingleton<Privacy.IDownloadTable, EntryTable>();
    }
}
