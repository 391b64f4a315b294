using Clockspot.Api;
using Clockspot.Features.Accounts;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Audit;
using Clockspot.Features.Clockify;
using Clockspot.Features.ClockSetup;
using Clockspot.Features.Demo;
using Clockspot.Features.Employees;
using Clockspot.Features.Help;
using Clockspot.Features.Invitations;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Clockspot.Features.Mail;
using Clockspot.Features.Mcp;
using Clockspot.Features.OAuth;
using Clockspot.Features.Reports;
using Clockspot.Features.SignIn;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Features.Timesheets;
using Clockspot.Features.YourData;

namespace Clockspot.Features;

/// <summary>The slices that are there, each with what it adds.</summary>
static class Slices
{
    public static void AddSlices(this IServiceCollection services)
    {
        services.AddSignIn();
        services.AddAccounts();
        services.AddEmployees();
        services.AddInvitations();
        services.AddMail();
        services.AddJobs();
        services.AddUsableJobs();
        services.AddLocations();
        services.AddTimeEntries();
        services.AddClockSetup();
        services.AddTimeClock();
        services.AddTimesheets();
        services.AddReports();
        services.AddHelp();
        services.AddDemo();
        services.AddAudit();
        services.AddYourData();
        services.AddApiKeys();
        services.AddClockify();
        services.AddOAuth();
        services.AddMcp();
        services.AddSingleton(_ =>
        {
            var tools = new ToolList();
            tools.AddSlices();
            return tools;
        });
    }

    public static void AddSlices(this ToolList tools)
    {
        tools.AddAccounts();
        tools.AddEmployees();
        tools.AddClock();
        tools.AddTimeEntries();
        tools.AddTimesheets();
        tools.AddReports();
        tools.AddSearch();
    }

    public static void AddSlices(this ApiRoutes api)
    {
        api.AddAccounts();
        api.AddEmployees();
        api.AddInvitations();
        api.AddJobs();
        api.AddLocations();
        api.AddClock();
        api.AddTimeEntries();
        api.AddClockSetup();
        api.AddReports();
        api.AddClockify();
        api.AddAudit();
    }

    public static void MapSlices(this WebApplication app)
    {
        app.MapSignIn();
        app.MapTimeEntries();
        app.MapAudit();
        app.MapYourData();
        app.MapReports();
        app.MapOAuth();
        app.MapMcp();
    }
}
