using Clockspot.Domain.Access;
using Clockspot.Ui;
using Clockspot.Ui.Layouts;
using Microsoft.AspNetCore.Components;

namespace Clockspot.Features.Reports;

/// <summary>Who's in, as a report.</summary>
[Route("/w/{account}/reports/current-status"), Layout(typeof(WorkspaceLayout)), Needs(Area.Reports, Level.Read, Reach.Team)]
public sealed class CurrentStatusPage : ReportPage
{
    /// <inheritdoc />
    protected override string Key => "current-status";
}

/// <summary>Hours summary.</summary>
[Route("/w/{account}/reports/hours-summary"), Layout(typeof(WorkspaceLayout)), Needs(Area.Reports, Level.Read)]
public sealed class HoursSummaryPage : ReportPage
{
    /// <inheritdoc />
    protected override string Key => "hours-summary";
}

/// <summary>Time card.</summary>
[Route("/w/{account}/reports/time-card"), Layout(typeof(WorkspaceLayout)), Needs(Area.Reports, Level.Read)]
public sealed class TimeCardPage : ReportPage
{
    /// <inheritdoc />
    protected override string Key => "time-card";
}
