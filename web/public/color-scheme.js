// Runs before the first paint, from a file of its own since the page allows no inline script: without it a reader who
// chose the dark scheme would see a flash of the light one.
;(function () {
  let choice = null
  try {
    choice = localStorage.getItem('mantine-color-scheme-value')
  } catch (error) {
    // Storage is forbidden here: the system's choice stands.
  }
  const isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
})()
