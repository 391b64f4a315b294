namespace Clockspot.Features.TimeEntries;

/// <summary>
/// What another slice shows on an entry's page. Registered by that slice, so that TimeEntries knows none of them. The component takes
/// the parameters <c>Account</c> and <c>EntryId</c>.
/// </summary>
/// <param name="Component">The component's type.</param>
public sealed record EntryPart(Type Component);
