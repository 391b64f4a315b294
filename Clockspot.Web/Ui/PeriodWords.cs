using Clockspot.Domain.Time;

namespace Clockspot.Ui;

/// <summary>What stretches of days are called, the same in every filter.</summary>
public static class PeriodWords
{
    /// <summary>All of them, in the order in which filters offer them.</summary>
    public static IReadOnlyList<PeriodPreset> All { get; } =
    [
        PeriodPreset.ThisWeek, PeriodPreset.LastWeek, PeriodPreset.TwoWeeks, PeriodPreset.Today, PeriodPreset.Yesterday, PeriodPreset.ThisMonth, PeriodPreset.LastMonth, PeriodPreset.ThisYear,
    ];

    /// <summary>The words for one.</summary>
    public static string Of(PeriodPreset preset) => preset switch
    {
        PeriodPreset.Today => "Today",
        PeriodPreset.Yesterday => "Yesterday",
        PeriodPreset.ThisWeek => "This week",
        PeriodPreset.LastWeek => "Last week",
        PeriodPreset.TwoWeeks => "Last week and this",
        PeriodPreset.ThisMonth => "This month",
        PeriodPreset.LastMonth => "Last month",
        _ => "This year",
    };
}
