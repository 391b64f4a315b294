namespace Clockspot.Features.Employees;

/// <summary>What stands in the form that archives an employee.</summary>
public sealed class LeftForm
{
    /// <summary>The last day of work, as <c>2026-03-02</c>.</summary>
    public string? LeftOn { get; set; }
}
