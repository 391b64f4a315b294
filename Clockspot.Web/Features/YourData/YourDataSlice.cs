using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Ui;

namespace Clockspot.Features.YourData;

static class YourDataSlice
{
    public static void AddYourData(this IServiceCollection services)
    {
        services.AddSingleton<Download>();
        services.AddSingleton<Anonymizing>();
        services.AddSingleton<Retention>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention>());
        services.AddSingleton<EvidenceRound>();
        services.AddHostedService(provider => provider.GetRequiredService<EvidenceRound>());
        services.AddSingleton(new EmployeePart(typeof(AnonymizePart)));
    }

    public static void MapYourData(this IEndpointRouteBuilder app)
    {
        app.MapRecordedFile("data/mine.zip", new NeedsAttribute(Area.Employees, Level.Read),
            (entered, http) => http.RequestServices.GetRequiredService<Download>().Mine(entered.Actor, http.RequestAborted));
        app.MapRecordedFile("data/everything.zip", new NeedsAttribute(Area.Account, Level.Edit, Reach.All) { OwnerOnly = true },
            (entered, http) => http.RequestServices.GetRequiredService<Download>().Everything(entered.Actor, http.RequestAborted));
    }
}

/// <summary>What stands in a form that asks to type a name as confirmation.</summary>
public sealed class ConfirmForm
{
    /// <summary>The company's name.</summary>
    public string? CompanyName { get; set; }

    /// <summary>The employee's name.</summary>
    public string? Name { get; set; }
}
